function createPageHTML(div, count, current, stem, ext, records) {
  var html = "共" + records + "条 ";
  for (var n = 1; n <= count; n++) {
    var name = n == 1 ? stem + "." + ext : stem + "_" + n + "." + ext;
    html += n == current ? "<b>" + n + "</b>" : "<a href='" + name + "'>" + n + "</a>";
  }
  document.getElementById(div).innerHTML = html;
}
