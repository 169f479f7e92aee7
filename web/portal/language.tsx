import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react";
import { de } from "./messages/de.ts";
import { en, type Messages } from "./messages/en.ts";

export type Language = "en" | "de";
const messagesIn: Record<Language, Messages> = { en, de };

interface Speaking {
  language: Language;
  say: Messages;
  choose(language: Language): void;
  /** "23 December 2026" */
  date(moment: string): string;
  /** "30 November, 14:05" */
  moment(moment: string): string;
  /** "6 days and 23 hours": two units at most, rounded down. */
  length(seconds: number): string;
  /** "24 kB", "1.3 MB". */
  size(bytes: number): string;
}

const Context = createContext<Speaking | undefined>(undefined);

export const useLanguage = (): Speaking => {
  const speaking = useContext(Context);
  if (speaking === undefined) throw new Error("nobody has chosen a language");
  return speaking;
};

const chosenBefore = "habeas-language";

/** What was chosen here before, else the first of the browser's languages that we speak. */
const firstLanguage = (): Language => {
  const wishes = [localStorage.getItem(chosenBefore), ...navigator.languages].map((wish) => wish?.slice(0, 2));
  return wishes.find((wish): wish is Language => wish === "en" || wish === "de") ?? "en";
};

const units = [
  ["days", 86_400],
  ["hours", 3600],
  ["minutes", 60],
  ["seconds", 1],
] as const;

const lengthIn = ({ time }: Messages, seconds: number): string => {
  const first = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[first] ?? (["seconds", 1] as const);
  const whole = time[unit](Math.floor(seconds / size));
  const next = units[first + 1];
  const rest = next === undefined ? 0 : Math.floor((seconds % size) / next[1]);
  return next === undefined || rest === 0 ? whole : time.and(whole, time[next[0]](rest));
};

const sizeIn = (locale: string, bytes: number): string => {
  const [unit, size] = bytes < 1_000_000 ? (["kilobyte", 1000] as const) : (["megabyte", 1_000_000] as const);
  const digits = { style: "unit", unit, maximumFractionDigits: bytes < 10_000_000 && unit === "megabyte" ? 1 : 0 };
  return new Intl.NumberFormat(locale, digits as Intl.NumberFormatOptions).format(Math.max(1, bytes / size));
};

/** Lets the person choose the language, and everything below speak it. */
export const LanguageChoice = ({ children }: { children: ReactNode }) => {
  const [language, setLanguage] = useState(firstLanguage);
  const choose = useCallback((wish: Language) => {
    localStorage.setItem(chosenBefore, wish);
    setLanguage(wish);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speaking = useMemo((): Speaking => {
    const say = messagesIn[language];
    const locale = language === "en" ? "en-GB" : "de-DE";
    const dates = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
    const moments = new Intl.DateTimeFormat(locale, {
      day: "numeric",
      month: "long",
      hour: "2-digit",
      minute: "2-digit",
    });
    return {
      language,
      say,
      choose,
      date: (moment) => dates.format(new Date(moment)),
      moment: (moment) => moments.format(new Date(moment)),
      length: (seconds) => lengthIn(say, seconds),
      size: (bytes) => sizeIn(locale, bytes),
    };
  }, [language, choose]);
  return <Context value={speaking}>{children}</Context>;
};
