// Copies a ready text. On plain HTTP browsers give no clipboard: then the text is selected for copying by hand.
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
