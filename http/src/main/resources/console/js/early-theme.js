// Not a module, so that it runs before the first paint: a chosen theme must not flash up as the other one.
(function () {
  "use strict";
  try {
    const theme = localStorage.getItem("ftqueue.theme");
    if (theme === "dark" || theme === "light") {
      document.documentElement.dataset.theme = theme;
    }
  } catch (refused) {
    // Without storage the theme is the system's.
    document.documentElement.dataset.storage = "none";
  }
})();
