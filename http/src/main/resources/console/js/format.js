/** Numbers, times and bytes as people read them. */

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const SMALL = new Intl.NumberFormat("en", { maximumSignificantDigits: 2 });
const DECIMALS = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const CLOCK_MINUTES = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What is shown for what is not known. */
export const UNKNOWN = "–";

/** 12,345 */
export function count(number) {
  return isNumber(number) ? WHOLE.format(number) : UNKNOWN;
}

/** 12,345 or 0.34: small rates are told apart from none. */
export function rate(number) {
  if (!isNumber(number)) {
    return UNKNOWN;
  }
  return number !== 0 && Math.abs(number) < 10 ? SMALL.format(number) : WHOLE.format(number);
}

/** 1.20 */
export function decimals(number) {
  return isNumber(number) ? DECIMALS.format(number) : UNKNOWN;
}

/** 12.3K, for the axes. */
export function compact(number) {
  return COMPACT.format(number);
}

/** "1 item", "2 items" */
export function counted(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** An instant in milliseconds; the interface tells some as numbers, some as text. */
export function millis(instant) {
  return typeof instant === "number" ? instant : Date.parse(instant);
}

/** 14:03:59, or the day, too, if that is not today. */
export function clock(instant) {
  const at = new Date(millis(instant));
  if (Number.isNaN(at.getTime())) {
    return UNKNOWN;
  }
  return at.toDateString() === new Date().toDateString() ? CLOCK.format(at) : DATE.format(at);
}

/** 14:03 */
export function minutes(instant) {
  return CLOCK_MINUTES.format(new Date(instant));
}

/** An epoch in few digits: epochs count on from a time in seconds, so that the last digits tell them apart. */
export function shortEpoch(epoch) {
  return epoch < 100_000 ? String(epoch) : `…${String(epoch).slice(-3)}`;
}

/** "3 min", "2 h 5 min", "4 d 1 h" */
export function duration(time) {
  if (!isNumber(time)) {
    return UNKNOWN;
  }
  if (time < MINUTE) {
    return `${Math.max(0, Math.floor(time / 1000))} s`;
  }
  if (time < HOUR) {
    return `${Math.floor(time / MINUTE)} min`;
  }
  if (time < DAY) {
    return `${Math.floor(time / HOUR)} h ${Math.floor((time % HOUR) / MINUTE)} min`;
  }
  return `${Math.floor(time / DAY)} d ${Math.floor((time % DAY) / HOUR)} h`;
}

/** "s1", "s1 and s2", "s1, s2 and s3" */
export function enumerate(names) {
  if (names.length < 2) {
    return names.join("");
  }
  return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
}

/** s2 before s10. */
export function byName(first, second) {
  return first.localeCompare(second, "en", { numeric: true });
}

export function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}
