// The full text of a release as HTML, for feeds and editorial systems.
import { longDate } from "./dates.js";
import { escape } from "./escape.js";

export default function full({ data, date, content }) {
  const { office } = data;
  const { contact } = office;
  const note = data.note ? `<p><strong>Korrektur:</strong> ${escape(data.note)}</p>\n` : "";
  return `${note}<p>Ostermühl, ${longDate(date)} – ${escape(data.lead)}</p>
${content}
<p><strong>Pressekontakt</strong><br>${contact.name}<br>${contact.role}<br>${office.name}<br><a href="tel:${contact.phone}">${contact.phone_shown}</a><br><a href="mailto:${contact.email}">${contact.email}</a></p>
`;
}
