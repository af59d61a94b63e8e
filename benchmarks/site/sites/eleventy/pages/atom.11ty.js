// The Atom feed: the newest releases with their full texts.
import { iso } from "../_includes/dates.js";
import { escape } from "../_includes/escape.js";
import full from "../_includes/full.js";

export default class {
  data() {
    return { permalink: "/de/atom.xml" };
  }

  render({ collections, office }) {
    const entries = collections.newest.map(
      (release) => `<entry>
<id>${release.data.uri}</id>
<title>${escape((release.data.note ? "KORREKTUR: " : "") + release.data.title)}</title>
<updated>${release.data.updated}</updated>
<published>${iso(release.date)}</published>
<author><name>${office.name}</name></author>
<link href="${office.url}${release.url.slice(1)}" rel="alternate"/>
${release.data.links
  .map((link) => `<link href="${escape(link.url)}" rel="related" title="${escape(link.title)}"/>\n`)
  .join("")}<summary>${escape(release.data.lead)}</summary>
<content type="html">${escape(full(release))}</content>
${[...release.data.topics.map((id) => office.topics[id].title), ...release.data.keywords]
  .map((name) => `<category term="${escape(name)}"/>\n`)
  .join("")}</entry>
`,
    );
    return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de">
<id>${office.url}de/atom.xml</id>
<title>${office.name}: Pressemitteilungen</title>
<updated>${collections.newest[0].data.updated}</updated>
<author><name>${office.name}</name><uri>${office.website}</uri></author>
<link href="${office.url}de/atom.xml" rel="self"/>
<link href="${office.url}de/index.html" rel="alternate"/>
<subtitle>Pressemitteilungen von ${office.name}</subtitle>
${entries.join("")}</feed>
`;
  }
}
