// Text as HTML and XML carry it.
const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escape(text) {
  return text.replace(/[&<>"]/g, (sign) => SIGNS[sign]);
}
