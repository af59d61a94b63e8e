// Each release as ninjs, for editorial systems.
import { iso } from "../_includes/dates.js";
import full from "../_includes/full.js";
import text from "../_includes/text.js";

export default class {
  data() {
    return {
      pagination: { data: "collections.releases", size: 1, alias: "release" },
      permalink: ({ release }) => `/de/${release.data.slug}.json`,
    };
  }

  render({ release, office }) {
    const { data } = release;
    const { contact } = office;
    const published = iso(release.date);
    const plain = text(release);
    const body = (role, contentType, value) => ({
      role,
      contentType,
      charCount: plain.length,
      wordCount: plain.split(/\s+/).filter(Boolean).length,
      value,
    });
    const reach = { role: contact.role, name: contact.name };
    const item = {
      standard: { name: "ninjs", version: "3.0", schema: "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json" },
      uri: data.uri,
      type: "text",
      representationType: "full",
      version: String(data.version),
      firstCreated: published,
      versionCreated: data.updated,
      contentCreated: published,
      pubStatus: "usable",
      language: "de",
      copyrightHolder: office.name,
      by: office.name,
      title: data.title,
      slugline: release.data.slug,
      located: "Ostermühl",
      ...(data.note && { edNote: data.note }),
      headlines: [
        { role: "main", contentType: "text/plain", value: data.title },
        { role: "kicker", contentType: "text/plain", value: data.kicker },
      ],
      descriptions: [{ role: "summary", contentType: "text/plain", value: data.lead }],
      bodies: [body("main", "text/html", full(release)), body("plain", "text/plain", plain)],
      genres: [{ name: office.genres[data.genre], literal: data.genre }],
      subjects: [
        ...data.topics.map((id) => ({
          name: office.topics[id].title,
          uri: `http://cv.iptc.org/newscodes/mediatopic/${office.topics[id].iptc}`,
          rel: "about",
          creator: office.name,
        })),
        ...data.keywords.map((name) => ({ name, literal: name, rel: "about" })),
      ],
      infoSources: [
        {
          name: contact.name,
          role: "pressContact",
          contactInfo: [
            { type: "phone", ...reach, value: contact.phone },
            { type: "email", ...reach, value: contact.email },
          ],
        },
      ],
      altIds: [{ role: "reference", value: data.reference }],
      renditions: [{ name: "web", href: office.url + release.url.slice(1), contentType: "text/html" }],
      associations: data.links.map((link, index) => ({
        name: `link${index + 1}`,
        uri: link.url,
        type: "text",
        title: link.title,
      })),
    };
    return `${JSON.stringify(item, null, 2)}\n`;
  }
}
