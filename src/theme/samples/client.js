// Stands in for the search client where samples are looked at: every page that holds the words, from a list of six.
const PAGES = [
  ["tutorials/nightly-backups/", "Nightly PostgreSQL backups with restic", "tutorial", [["", "Back up a database every night, encrypted and tested."], ["Step 5: test a restore", "A backup that has never been restored is a hope, not a backup."], ["Troubleshooting", "Another backup run is in progress or an earlier one was killed."]]],
  ["faq/port-in-use/", "What do I do when the port is already in use?", "faq", [["", "Another program listens on the same port. A backup of the configuration helps."]]],
  ["templates/incident-report/", "Incident report", "template", [["What happened", "The first hour after a backup failed <or> worse & more."]]],
  ["tutorials/everything/", "Your first sensor, from the box to the first graph", "tutorial", [["Steps and tabs", "Unpack the sensor, keep a backup of its number."]]],
];
export async function open() {
  const escaped = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
  return {
    async search(query, { limit = 10, kind } = {}) {
      const wanted = query.toLowerCase().split(/\s+/);
      const found = PAGES.flatMap(([url, title, of, sections]) => sections.map(([section, text]) => ({ url: "/" + url, title, kind: of, lang: "en", section, text })))
        .filter((one) => wanted.every((word) => `${one.title} ${one.section} ${one.text}`.toLowerCase().includes(word)));
      const facets = { kind: Object.fromEntries([...new Set(found.map((one) => one.kind))].map((of) => [of, found.filter((one) => one.kind === of).length])) };
      const results = found.filter((one) => !kind || one.kind === kind)
        .map(({ text, ...one }) => ({ ...one, excerpt: wanted.reduce((html, word) => html.replace(new RegExp(`\\b(${word}\\w*)`, "gi"), "<mark>$1</mark>"), escaped(text)) }));
      return { results: results.slice(0, limit), total: results.length, more: false, facets };
    },
  };
}
