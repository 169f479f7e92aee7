import { useNow } from "../shared/use-now.ts";
import { useLanguage } from "./language.tsx";

/** How long the person can still change their mind. Not read aloud every second: the moment stands beside it. */
export const Countdown = ({ until }: { until: string }) => {
  const { say, length, moment } = useLanguage();
  const seconds = Math.ceil((Date.parse(until) - useNow()) / 1000);
  return (
    <div className="card stack" role="timer">
      <strong className="countdown">{seconds > 0 ? say.request.left(length(seconds)) : say.request.over}</strong>
      {seconds > 0 && <p className="quiet">{say.request.until(moment(until))}</p>}
    </div>
  );
};
