// The sitemap: every page with the time of its last change.
export default class {
  data() {
    return { permalink: "/sitemap.xml" };
  }

  render({ collections, office }) {
    const entry = (path, updated) => {
      const url = office.url + path.slice(1);
      return `<url><loc>${url}</loc>${updated ? `<lastmod>${updated}</lastmod>` : ""}
<xhtml:link rel="alternate" hreflang="de" href="${url}"/>
</url>
`;
    };
    const lists = collections.lists.filter((list) => list.page === 1).map((list) => entry(list.path));
    return `<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${collections.releases.map((release) => entry(release.url, release.data.updated)).join("")}${lists.join("")}</urlset>
`;
  }
}
