function reachable() { // what scrolls sideways inside a page can be reached by the keyboard
  document.querySelectorAll('.bd-article div.math, .bd-article mjx-container[display="true"], .bd-article .output, .bd-article pre').forEach(function (e) {
    if (e.scrollWidth > e.clientWidth) { e.setAttribute('tabindex', '0'); }
  });
}
window.addEventListener('load', function () {
  // the text on the button, with its keys, is its name
  document.querySelectorAll('.search-button-field').forEach(function (b) { b.removeAttribute('aria-label'); });
  reachable();
  setTimeout(reachable, 1500);
});
window.addEventListener('resize', reachable);
