// The phrase bank above the composer: the pages of the bank, shown in place, and their words put into every field.
"use strict";

(() => {
  const SEARCH_AFTER_MS = 200;
  let searchTimer = 0;
  let turn = 0;

  const panel = () => document.getElementById("phrases-panel");
  const opener = () => document.getElementById("phrases-button");

  const piece = async (url, id) => {
    const answer = await fetch(url, { redirect: "manual" });
    if (!answer.ok) throw new Error(url);
    const page = document.createElement("template");
    page.innerHTML = await answer.text();
    return page.content.getElementById(id);
  };

  const show = (content) => {
    panel().replaceChildren(content);
    panel().hidden = false;
    content.querySelector("[data-close]")?.removeAttribute("hidden");
    content.querySelector("input:not([type=hidden]), select, button.primary")?.focus();
  };

  const open = (url) => piece(url, "phrase-bank").then(show, () => location.assign(url));

  const close = () => {
    if (!panel() || panel().hidden) return;
    panel().hidden = true;
    panel().replaceChildren();
    opener().focus();
  };

  const look = async (form) => {
    const mine = ++turn;
    const found = await piece(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`, "phrase-bank").catch(() => null);
    if (!found || mine !== turn) return;
    for (const id of ["phrases-found", "phrase-list"]) document.getElementById(id)?.replaceWith(found.querySelector(`#${id}`));
  };

  const use = async (form) => {
    const { post } = Puente.composer;
    const given = [...new FormData(form)].filter(([name]) => name !== "csrf");
    const answer = await post(form.getAttribute("action"), given, { headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (!answer.ok) {
      const complaint = document.getElementById("phrase-complaint");
      complaint.hidden = false;
      complaint.querySelector("span").textContent = said.complaint;
      return;
    }
    put(said.texts, said.label);
    close();
    Puente.composer.own().focus();
  };

  // A field that still lacks the translation of what is there takes no phrase: alone it would say less than the other.
  const put = (texts, label) => {
    const { fields, own, isOurs, isStale, keepSoon } = Puente.composer;
    const isBegun = own().value.trim() !== "";
    const takers = fields().filter((field) => field === own() || (field.value.trim() ? !isStale(field) : !isBegun));
    const found = takers.map((field) => ({ field, wasEmpty: !field.value.trim(), wasOurs: field !== own() && isOurs(field) }));
    for (const { field, wasEmpty } of found) {
      const text = texts[field.dataset.language];
      field.value = wasEmpty ? text : `${field.value.trimEnd()} ${text}`;
    }
    for (const { field, wasEmpty, wasOurs } of found) {
      const said = document.getElementById(`said-${field.dataset.language}`).textContent;
      if (wasOurs) Puente.put(field, field.value, own().value, wasEmpty ? label : said);
    }
    if (takers.length < fields().length) Puente.wroteOwn();
    Puente.showSizes();
    keepSoon();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#phrases-button, #phrases-panel a[data-phrase], #phrases-panel a[data-back]");
    if (event.target.closest("#phrases-panel [data-close]")) close();
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (link === opener() && !panel().hidden) close();
    else if (link.matches("[data-phrase]")) piece(link.href, "phrase-form").then(show, () => location.assign(link.href));
    else open(link.dataset.page ?? link.href);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("#phrases-panel form");
    if (!form) return;
    event.preventDefault();
    if (form.matches("[data-phrase]")) use(form);
    else look(form);
  });

  document.addEventListener("input", (event) => {
    if (event.target.id !== "phrase-search" || !event.target.closest("#phrases-panel")) return;
    clearTimeout(searchTimer);
    searchTimer = setTimeout(look, SEARCH_AFTER_MS, event.target.form);
  });

  document.addEventListener("keydown", (event) => event.key === "Escape" && event.target.closest("#phrases-panel, #phrases-button") && close());
})();
