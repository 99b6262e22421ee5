"use strict";
// Suggestions under the search box: a combobox with a list of options (WAI-ARIA 1.2). Without this script the box is a plain one.
addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("search");
  const box = form?.elements.q;
  if (!box || !form.dataset.suggest) return;

  const texts = {};
  for (const { dataset, textContent } of form.querySelector("template").content.children) texts[dataset.kind] = textContent;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const list = Object.assign(document.createElement("ul"), { id: "suggestions", role: "listbox", hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "visually-hidden", ariaLive: "polite" });
  list.setAttribute("aria-label", texts.list);
  form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false",
  })) box.setAttribute(name, value);

  let typed = "";      // what the user wrote, to come back to
  let active = -1;
  let waiting = 0;
  let asking = new AbortController();

  const close = () => {
    clearTimeout(waiting);
    asking.abort();
    list.hidden = true;
    list.replaceChildren();
    active = -1;
    status.textContent = "";
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };

  const option = ({ text, kind }, place) => {
    const item = Object.assign(document.createElement("li"), { id: `suggestion-${place}`, role: "option" });
    item.setAttribute("aria-selected", "false");
    item.append(Object.assign(document.createElement("bdi"), { textContent: text }));
    if (texts[kind]) item.append(Object.assign(document.createElement("span"), { className: "kind", textContent: texts[kind] }));
    return item;
  };

  const show = (suggestions) => {
    if (!suggestions.length || document.activeElement !== box) return close();
    list.replaceChildren(...suggestions.map(option));
    list.hidden = false;
    active = -1;
    box.setAttribute("aria-expanded", "true");
    box.removeAttribute("aria-activedescendant");
    const text = texts[suggestions.length === 1 ? "one" : "other"];
    status.textContent = text.replace("{count}", number.format(suggestions.length));
  };

  const ask = async () => {
    asking.abort();
    asking = new AbortController();
    try {
      const address = `${form.dataset.suggest.split("?")[0]}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch (error) {
      if (error.name !== "AbortError") close();  // no network, no suggestions
    }
  };

  const choose = (place) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const item = list.children[active];
    box.value = item ? item.firstChild.textContent : typed;
    if (!item) return box.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", item.id);
  };

  box.addEventListener("input", ({ isComposing }) => {
    typed = box.value;
    clearTimeout(waiting);
    if (isComposing) return;
    if (!typed.trim()) return close();
    waiting = setTimeout(ask, 60);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const { key } = event;
    const size = list.children.length;
    if ((key === "ArrowDown" || key === "ArrowUp") && size) {
      event.preventDefault();
      const step = key === "ArrowDown" ? 1 : -1;
      choose(((active + 1 + step + size + 1) % (size + 1)) - 1);  // past the ends stands what was typed
    } else if (key === "ArrowDown" && box.value.trim()) {
      typed = box.value;
      ask();
    } else if (key === "Escape" && size) {
      event.preventDefault();
      choose(-1);
      close();
    }
  });

  list.addEventListener("pointerdown", (event) => event.preventDefault());  // the box keeps the focus
  list.addEventListener("click", ({ target }) => {
    const item = target.closest("[role=option]");
    if (!item) return;
    choose([...list.children].indexOf(item));
    form.requestSubmit();
  });
  box.addEventListener("blur", close);
  form.addEventListener("submit", close);
});
