// A release as plain text.
import { longDate } from "./dates.js";
import words from "./words.js";

export default function text({ data, date, content }) {
  const { office } = data;
  const { contact } = office;
  return `${office.name} · ${office.genres[data.genre]}

${data.note ? `KORREKTUR (${longDate(data.updated)}): ${data.note}\n\n` : ""}${data.kicker}

${data.title}
${"=".repeat(Math.min(72, data.title.length))}

Ostermühl, ${longDate(date)} – ${data.lead}

${words(content)}

ENDE

Weitere Informationen
${data.links.map((link, index) => `- ${link.title} [${index + 1}]\n`).join("")}
${office.about.title}

${office.about.text}

Pressekontakt

${contact.name}
${contact.role}
${office.name}
${contact.phone_shown}
${contact.email}

${office.name}
${office.address}
${office.website}
Nummer: ${data.reference}

${data.links.map((link, index) => `[${index + 1}] ${link.url}\n`).join("")}`;
}
