(() => {
  const field = id => document.getElementById(id);
  const plain = text => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const cards = [...document.querySelectorAll(".card")].map(element => ({
    element, words: element.dataset.words, topics: element.dataset.topics.split("|"), comparison: element.dataset.comparison,
    mark: element.dataset.mark, treatments: element.dataset.treatments.split("|").map(plain) }));
  const rows = [...document.querySelectorAll("tr[data-of]")].map(element => ({ element, of: element.dataset.of.split(" ").filter(Boolean) }));
  const tables = [...document.querySelectorAll(".table.evidence")];
  const sections = [...document.querySelectorAll("section.topic")];
  const names = ["words", "treatment", "topic", "comparison", "mark"];

  const apply = () => {
    const asked = Object.fromEntries(names.map(name => [name, field(name).value]));
    const words = plain(asked.words).split(" ").filter(Boolean);
    const treatment = plain(asked.treatment);
    const active = names.some(name => asked[name].trim());
    const shown = new Set();
    for (const card of cards) {
      const fits = words.every(word => card.words.includes(word))
        && (!treatment || card.treatments.some(name => name.includes(treatment)) || (treatment.length > 1 && ` ${card.words} `.includes(` ${treatment} `)))
        && (!asked.topic || card.topics.includes(asked.topic))
        && (!asked.comparison || card.comparison === asked.comparison)
        && (!asked.mark || card.mark === asked.mark);
      card.element.hidden = !fits;
      if (fits) shown.add(card.element.id);
    }
    for (const row of rows) row.element.hidden = active && !row.of.some(id => shown.has(id));
    for (const table of tables) table.hidden = active && !table.querySelector("tbody tr:not([hidden])");
    for (const section of sections) section.querySelector(".nothing").hidden = Boolean(section.querySelector(".card:not([hidden])"));
    field("found").textContent = active ? `${shown.size} of ${cards.length} records` : `${cards.length} records`;
  };

  const open = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches(".card")) { target.hidden = false; target.open = true; target.scrollIntoView(); }
  };

  const form = document.querySelector(".find");
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", event => event.preventDefault());
  window.addEventListener("hashchange", open);
  window.addEventListener("beforeprint", () => document.querySelectorAll(".card:not([hidden])").forEach(card => { card.open = true; }));
  apply();
  open();
})();
