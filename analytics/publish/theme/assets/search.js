// Search over window.searchIndex: every word of the query must begin a word of the section.
(function () {
  "use strict";
  var place = document.getElementById("search");
  var index = window.searchIndex;
  if (!place || !index) return;

  function make(name, text, parent) {
    var element = document.createElement(name);
    if (text) element.textContent = text;
    if (parent) parent.appendChild(element);
    return element;
  }

  function words(text) {
    return text.toLowerCase().normalize("NFKD").match(/[\p{L}\p{N}]+/gu) || [];
  }

  var form = make("form", "", place);
  form.setAttribute("role", "search");
  var label = make("label", "Search pages and sections", form);
  var field = make("input", "", form);
  field.id = "search-field";
  field.type = "search";
  field.autocomplete = "off";
  label.htmlFor = field.id;
  var status = make("p", "", place);
  status.className = "search-status";
  status.setAttribute("role", "status");
  var list = make("ol", "", place);
  list.className = "search-results";

  var entries = index.map(function (row) {
    return { row: row, title: words(row.p + " " + row.s), text: words(row.t) };
  });

  function score(entry, query) {
    var total = 0;
    for (var i = 0; i < query.length; i += 1) {
      var begins = function (word) { return word.indexOf(query[i]) === 0; };
      if (entry.title.some(begins)) total += 5;
      else if (entry.text.some(begins)) total += 1;
      else return 0;
    }
    return total;
  }

  function excerpt(text, query) {
    var lower = text.toLowerCase();
    var at = query.map(function (word) { return lower.indexOf(word); })
      .filter(function (n) { return n >= 0; }).sort(function (a, b) { return a - b; })[0] || 0;
    var from = Math.max(0, lower.lastIndexOf(" ", Math.max(0, at - 60)));
    var to = Math.min(text.length, from + 180);
    return (from ? "… " : "") + text.slice(from, to).trim() + (to < text.length ? " …" : "");
  }

  function search() {
    var query = words(field.value);
    list.textContent = "";
    if (!query.length) { status.textContent = ""; return; }
    var found = entries.map(function (entry, n) {
      return { n: n, row: entry.row, score: score(entry, query) };
    }).filter(function (hit) { return hit.score; });
    found.sort(function (a, b) { return b.score - a.score || a.n - b.n; });
    status.textContent = found.length === 1 ? "1 section found" : found.length + " sections found" +
      (found.length > 30 ? ", the first 30 shown" : "");
    found.slice(0, 30).forEach(function (hit) {
      var item = make("li", "", list);
      var link = make("a", hit.row.s || hit.row.p, item);
      link.href = hit.row.u;
      if (hit.row.s) make("small", hit.row.p, item);
      if (hit.row.t) make("p", excerpt(hit.row.t, query), item);
    });
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); search(); });
  field.addEventListener("input", search);
  field.value = new URLSearchParams(window.location.search).get("q") || "";
  search();
})();
