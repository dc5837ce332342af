// Loaded on long forms: leaving with unsaved input asks first. Marked by <form data-unsaved>.

for (const form of document.querySelectorAll("form[data-unsaved]")) {
  let dirty = form.querySelector(".field.err") !== null;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
}
