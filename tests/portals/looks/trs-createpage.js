function createPageHTML(count, current, stem, ext) {
  for (var n = 0; n < count; n++) {
    var name = n == 0 ? stem + "." + ext : stem + "_" + n + "." + ext;
    document.write(n == current ? "<b>" + (n + 1) + "</b>" : "<a href='" + name + "'>" + (n + 1) + "</a>");
  }
}
