// Dates as the office's clock shows them.
const ZONE = { timeZone: "Europe/Berlin" };
const parts = new Intl.DateTimeFormat("sv-SE", { ...ZONE, dateStyle: "short", timeStyle: "medium" });
const offset = new Intl.DateTimeFormat("en-GB", { ...ZONE, timeZoneName: "longOffset" });
const day = new Intl.DateTimeFormat("de-DE", { ...ZONE, dateStyle: "long" });
const clock = new Intl.DateTimeFormat("de-DE", { ...ZONE, hour: "2-digit", minute: "2-digit" });

// 2015-03-15T08:32:00+01:00
export function iso(moment) {
  const zone = offset.formatToParts(moment).find((part) => part.type === "timeZoneName").value;
  return `${parts.format(moment).replace(" ", "T")}${zone.replace("GMT", "")}`;
}

// 15. März 2015
export function longDate(moment) {
  return day.format(new Date(moment));
}

// 15. März 2015, 08:32 Uhr
export function time(moment) {
  return `${longDate(moment)}, ${clock.format(new Date(moment))} Uhr`;
}
