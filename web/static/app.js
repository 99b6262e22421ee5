"use strict";
// The page is complete without this script; it only spares the "apply" buttons.
document.documentElement.classList.add("js");

document.addEventListener("change", ({ target }) => {
  if (target.matches("input[type=checkbox][form=search], select[form=search]")) target.form.requestSubmit();
});

// What has its usual value stays out of the address.
document.addEventListener("formdata", ({ formData }) => {
  if (formData.get("sort") === "relevance") formData.delete("sort");
  if (formData.get("q") === "") formData.delete("q");
});

// A page taken from the browser's memory shows the choices it was made for, not those made since.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) document.getElementById("search").reset();
});
