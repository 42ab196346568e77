// Days as integers (days since 1970-01-01, as in rapallo.dates.calendar), and the rule of intervals.
"use strict";
globalThis.Rapallo = {};
(() => {
  /** The number of a day of the proleptic Gregorian calendar (H. Hinnant, days_from_civil). */
  const dayNumber = (year, month, day) => {
    const y = month <= 2 ? year - 1 : year;
    const era = Math.floor(y / 400);
    const ofEra = y - era * 400;
    const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
    return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
  };

  /** Year, month and day of a day number. */
  const civil = (number) => {
    const z = number + 719468;
    const era = Math.floor(z / 146097);
    const day = z - era * 146097;
    const year = Math.floor(
      (day - Math.floor(day / 1460) + Math.floor(day / 36524) - Math.floor(day / 146096)) / 365);
    const ofYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
    const m = Math.floor((5 * ofYear + 2) / 153);
    const month = m < 10 ? m + 3 : m - 9;
    return [year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * m + 2) / 5) + 1];
  };

  const padded = (number, width) => String(Math.abs(number)).padStart(width, "0");

  /** A day as EDTF writes it. */
  const iso = (number) => {
    const [year, month, day] = civil(number);
    return `${year < 0 ? "-" : ""}${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
  };

  const monthLength = (year, month) =>
    dayNumber(month === 12 ? year + 1 : year, month === 12 ? 1 : month + 1, 1) - dayNumber(year, month, 1);

  /** First and last day of a year, a month or a day as typed; null where it is none. */
  const read = (text) => {
    const found = /^\s*(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?\s*$/.exec(text);
    if (!found) return null;
    const year = Number(found[1]);
    const month = found[2] && Number(found[2]);
    const day = found[3] && Number(found[3]);
    if (!month) return found[2] ? null : [dayNumber(year, 1, 1), dayNumber(year, 12, 31)];
    if (month > 12) return null;
    const length = monthLength(year, month);
    if (!day) return found[3] ? null : [dayNumber(year, month, 1), dayNumber(year, month, length)];
    return day > length ? null : [dayNumber(year, month, day), dayNumber(year, month, day)];
  };

  /** Whether one of the pairs of first and last possible days meets the interval. */
  const possibly = (bounds, [first, last]) => {
    for (let i = 0; i < bounds.length; i += 2) {
      if (bounds[i] <= last && bounds[i + 1] >= first) return true;
    }
    return false;
  };

  /** Whether a date falls into the interval under every reading: rapallo.export.island.certain_days. */
  const certainly = (days, [first, last]) => {
    const all = days[0] === "all";
    for (let i = 1; i < days.length; i += 2) {
      const inside = days[i] <= last && days[i + 1] >= first;
      if (inside !== all) return inside;
    }
    return all;
  };

  Rapallo.dates = { dayNumber, civil, iso, read, possibly, certainly };
})();
