// "All complete": fills the lines that are still empty; exceptions are then changed by hand.
const button = document.querySelector("[data-set]");
if (button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    for (const select of document.querySelectorAll("select[name$='-result']")) {
      if (!select.value) select.value = button.dataset.set;
    }
  });
}
