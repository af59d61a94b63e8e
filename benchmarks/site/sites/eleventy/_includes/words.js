// The words of a piece of HTML, without its marks.
const SIGNS = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };

export default function words(html) {
  return html.replace(/<[^>]*>/g, "").replace(/&(lt|gt|quot|amp);/g, (sign) => SIGNS[sign]).trim();
}
