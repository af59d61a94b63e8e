// Pages, lists, feeds and a sitemap; with FULL=1 each release as text and JSON, too.
import { readFileSync } from "node:fs";
import schema from "./_includes/schema.js";
import { iso, longDate, time } from "./_includes/dates.js";

const PAGE = 20;
const FEED = 50;
const office = JSON.parse(readFileSync(new URL("./_data/office.json", import.meta.url)));

// What a template iterates over: the releases of a list, so many a page, each page with its neighbours.
function pages(path, title, releases) {
  const number = Math.max(1, Math.ceil(releases.length / PAGE));
  const address = (page) => (page === 1 ? `/de/${path || "index"}.html` : `/de/${path && `${path}/`}page/${page}.html`);
  return Array.from({ length: number }, (_, index) => ({
    title,
    front: path === "",
    path: address(index + 1),
    page: index + 1,
    pages: number,
    newer: index > 0 ? address(index) : null,
    older: index + 1 < number ? address(index + 2) : null,
    years: byYear(releases.slice(index * PAGE, (index + 1) * PAGE)),
  }));
}

function byYear(releases) {
  const years = [];
  for (const release of releases) {
    const year = iso(release.date).slice(0, 4);
    if (years.at(-1)?.year !== year) years.push({ year, releases: [] });
    years.at(-1).releases.push(release);
  }
  return years;
}

export default function (config) {
  const newestFirst = (api) =>
    api.getFilteredByGlob("content/**/*.md").sort((one, other) => other.date - one.date);
  config.addCollection("releases", newestFirst);
  config.addCollection("newest", (api) => newestFirst(api).slice(0, FEED));
  config.addCollection("lists", (api) => {
    const releases = newestFirst(api);
    const topics = Object.entries(office.topics).map(([id, topic]) => {
      const about = releases.filter((release) => release.data.topics.includes(id));
      return about.length ? pages(`topics/${id}`, topic.title, about) : [];
    });
    return [...pages("", "Pressemitteilungen", releases), ...topics.flat()];
  });
  config.addFilter("iso", iso);
  config.addFilter("longDate", longDate);
  config.addFilter("time", time);
  config.addFilter("schema", function (content) {
    const release = { data: this.ctx, url: this.page.url, date: this.page.date, content };
    return JSON.stringify(schema(release), null, 2).replaceAll("<", "\\u003c");
  });
  config.addFilter("absolute", (path) => office.url + path.replace(/^\//, ""));
  config.addGlobalData("full", process.env.FULL === "1");
  config.addPassthroughCopy({ "static/theme": "theme" });
  if (process.env.FULL !== "1") config.ignores.add("full/**");
  config.setQuietMode(true);
  return {
    dir: { input: ".", includes: "_includes", data: "_data", output: "public" },
    markdownTemplateEngine: false,
    htmlTemplateEngine: "njk",
  };
}
