// What a swap of the page must not lose: where the list was scrolled to, and where the reader was.
"use strict";

(() => {
  let listTop = 0;

  const threadOf = () => new URL(location.href).searchParams.get("thread") ?? "";
  let lastThread = "";

  let isAtEnd = false;
  const toNewest = () => {
    const scroller = document.getElementById("scroller");
    isAtEnd = Boolean(scroller);
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  };

  // A picture that arrives later pushes the end down: stay there, unless the reader has gone elsewhere.
  document.addEventListener("load", (event) => isAtEnd && event.target.closest?.("#scroller") && toNewest(), true);
  for (const kind of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(kind, (event) => { if (event.target.closest?.("#scroller")) isAtEnd = false; }, { passive: true });
  }

  // So does a composer that grows: what is being answered stays in sight.
  const growing = new ResizeObserver(() => isAtEnd && toNewest());

  const watch = () => {
    const scroller = document.getElementById("scroller");
    growing.disconnect();
    if (scroller) growing.observe(scroller);
  };

  document.addEventListener("DOMContentLoaded", () => {
    lastThread = threadOf();
    toNewest();
    watch();
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    listTop = document.getElementById("thread-scroll")?.scrollTop ?? 0;
    if (event.detail.target.id !== "stream") return;
    // Earlier texts come in above: keep what is being read where it is.
    const scroller = document.getElementById("scroller");
    const below = scroller.scrollHeight - scroller.scrollTop;
    document.addEventListener("htmx:afterSwap", () => { scroller.scrollTop = scroller.scrollHeight - below; }, { once: true });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "stream") return showEarlier();
    if (event.detail.target.id !== "page") return; // a piece of the page: the reader stays where they are
    const list = document.getElementById("thread-scroll");
    if (list) list.scrollTop = listTop;
    toNewest();
    watch();
    const thread = threadOf();
    if (thread && thread !== lastThread) document.getElementById("conversation-title")?.focus({ preventScroll: true });
    lastThread = thread;
  });

  // The answer brought its own "Show earlier" along; there is to be one, above the list.
  const showEarlier = () => {
    const stream = document.getElementById("stream");
    const next = stream.querySelector("#earlier");
    document.querySelector("#scroller > #earlier")?.remove();
    if (next) {
      stream.before(next);
      htmx.process(next);
    }
    // A day that began above goes on below under its old heading.
    const ids = new Set();
    for (const item of [...stream.children]) ids.has(item.id) ? item.remove() : ids.add(item.id);
  };

  // A menu closes when one looks elsewhere.
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
