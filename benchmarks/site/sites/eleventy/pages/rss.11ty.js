// The RSS feed: the newest releases with their full texts.
import { escape } from "../_includes/escape.js";
import full from "../_includes/full.js";

export default class {
  data() {
    return { permalink: "/de/rss.xml" };
  }

  render({ collections, office }) {
    const items = collections.newest.map(
      (release) => `<item>
<title>${escape((release.data.note ? "KORREKTUR: " : "") + release.data.title)}</title>
<link>${office.url}${release.url.slice(1)}</link>
<description>${escape(release.data.lead)}</description>
<content:encoded>${escape(full(release))}</content:encoded>
${[...release.data.topics.map((id) => office.topics[id].title), ...release.data.keywords]
  .map((name) => `<category>${escape(name)}</category>\n`)
  .join("")}<guid isPermaLink="false">${release.data.uri}</guid>
<pubDate>${release.date.toUTCString()}</pubDate>
</item>
`,
    );
    return `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>${office.name}: Pressemitteilungen</title>
<link>${office.url}de/index.html</link>
<description>Pressemitteilungen von ${office.name}</description>
<atom:link href="${office.url}de/rss.xml" rel="self"/>
<language>de</language>
<lastBuildDate>${collections.newest[0].date.toUTCString()}</lastBuildDate>
${items.join("")}</channel>
</rss>
`;
  }
}
