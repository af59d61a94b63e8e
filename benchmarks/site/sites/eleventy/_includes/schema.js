// A release as schema.org knows it.
import { iso, longDate } from "./dates.js";
import words from "./words.js";

export default function schema({ data, url, date, content }) {
  const { office } = data;
  const page = office.url + url.slice(1);
  const author = { "@type": "GovernmentOrganization", name: office.name, url: office.website };
  return {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "@id": data.uri,
    url: page,
    inLanguage: "de",
    headline: data.title,
    mainEntityOfPage: page,
    identifier: [data.uri, { "@type": "PropertyValue", propertyID: "reference", value: data.reference }],
    version: data.version,
    genre: office.genres[data.genre],
    alternativeHeadline: [data.kicker],
    description: data.lead,
    datePublished: iso(date),
    dateModified: data.updated,
    dateline: `Ostermühl, ${longDate(date)}`,
    locationCreated: { "@type": "Place", name: "Ostermühl" },
    contentLocation: [{ "@type": "Place", name: "Ostermühl" }],
    articleBody: `${data.lead}\n\n${words(content)}`,
    about: data.topics.map((id) => ({
      "@type": "Thing",
      name: office.topics[id].title,
      sameAs: `http://cv.iptc.org/newscodes/mediatopic/${office.topics[id].iptc}`,
    })),
    keywords: data.keywords,
    citation: data.links.map((link) => ({ "@type": "WebPage", name: link.title, url: link.url })),
    ...(data.note && {
      correction: [{ "@type": "CorrectionComment", text: data.note, datePublished: data.updated }],
    }),
    hasPart: [
      {
        "@type": "Quotation",
        text: data.quote.text,
        inLanguage: "de",
        spokenByCharacter: { "@type": "Person", name: data.quote.speaker, jobTitle: data.quote.role },
      },
    ],
    author,
    publisher: {
      ...author,
      address: office.address,
      description: office.about.text,
      contactPoint: [
        {
          "@type": "ContactPoint",
          contactType: "press",
          name: office.contact.name,
          telephone: office.contact.phone,
          email: office.contact.email,
        },
      ],
    },
  };
}
