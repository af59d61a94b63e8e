// What crawlers look for first.
export default class {
  data() {
    return { permalink: "/robots.txt" };
  }

  render({ office }) {
    return `User-agent: *\nSitemap: ${office.url}sitemap.xml\n`;
  }
}
