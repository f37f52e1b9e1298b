function jpage(unit, options) {
  var box = document.getElementById(unit), store = box.getElementsByTagName("script")[0].text;
  var records = store.match(/<record><!\[CDATA\[[\s\S]*?\]\]>/g) || [];
  var html = records.map(function (r) { return r.replace("<record><![CDATA[", "").replace("]]>", ""); }).join("");
  box.innerHTML = options.dataBefore + html + options.dataAfter + "<div class='more'>共 " + options.totalRecord +
    " 条　第 1 / " + Math.ceil(options.totalRecord / options.perPage) + " 页</div>";
}
