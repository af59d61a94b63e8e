// The JSON feed: the newest releases with their full texts.
import { iso } from "../_includes/dates.js";
import full from "../_includes/full.js";
import text from "../_includes/text.js";

export default class {
  data() {
    return { permalink: "/de/feed.json" };
  }

  render({ collections, office }) {
    const items = collections.newest.map((release) => ({
      id: release.data.uri,
      url: office.url + release.url.slice(1),
      title: (release.data.note ? "KORREKTUR: " : "") + release.data.title,
      summary: release.data.lead,
      content_html: full(release),
      content_text: text(release),
      date_published: iso(release.date),
      date_modified: release.data.updated,
      language: "de",
      tags: [...release.data.topics.map((id) => office.topics[id].title), ...release.data.keywords],
    }));
    const feed = {
      version: "https://jsonfeed.org/version/1.1",
      title: `${office.name}: Pressemitteilungen`,
      home_page_url: `${office.url}de/index.html`,
      feed_url: `${office.url}de/feed.json`,
      language: "de",
      authors: [{ name: office.name, url: office.website }],
      items,
    };
    return `${JSON.stringify(feed, null, 2)}\n`;
  }
}
