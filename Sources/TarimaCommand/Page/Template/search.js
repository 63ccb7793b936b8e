const field = document.getElementById("search"), count = document.getElementById("found");
const rows = [...document.querySelectorAll("#all tbody tr")].map(row => [row, row.textContent.toLowerCase()]);
field.hidden = rows.length == 0;
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\s+/).filter(word => word);
  let found = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every(word => text.includes(word));
    if (!row.hidden) found++;
  }
  count.textContent = words.length ? found + " / " + rows.length : "";
});
