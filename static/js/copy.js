// Copies a ready text, or hands it to the phone's own sharing. On plain HTTP browsers give neither: then the text is
// selected for copying by hand, and there is no button to share.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      const [copy, copied] = button.querySelectorAll("span");
      copy.hidden = true;
      copied.hidden = false;
    } catch {
      text.focus();
    }
  });
}
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Whoever closes the list of apps has shared nothing, which is no error.
    navigator.share({ text: document.getElementById(button.dataset.share).value }).catch(() => {});
  });
}
