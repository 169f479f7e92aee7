/** A share of every hundred events, as a tenant with many logins has them. */
const mix: [type: string, share: number][] = [
  ["s", 40],
  ["ssa", 15],
  ["sertft", 15],
  ["f", 8],
  ["fp", 8],
  ["slo", 6],
  ["sapi", 4],
  ["ss", 2],
  ["scp", 1],
  ["sv", 1],
];
const types = mix.flatMap(([type, share]) => Array.from({ length: share }, () => type));

/** One record, as long as Auth0's are, of one of `people` accounts. */
export const someEvent = (number: number, people: number): object => {
  const log_id = `900202611240800${String(number).padStart(41, "0")}`;
  const user = `5f7c8ec7c33c6c00${String(number % people).padStart(8, "0")}`;
  return {
    log_id,
    data: {
      date: "2026-11-24T08:00:00.000Z",
      type: types[(number * 37) % types.length],
      description: "Successful login",
      connection: "Username-Password-Authentication",
      connection_id: "con_9aT2mKq4LxVb7RzP",
      client_id: "Qm7tVd2xKc9RfLp4HsWn8YbZg3JuTa6E",
      client_name: "Storefront",
      ip: "203.0.113.24",
      user_agent:
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
      details: {
        prompts: [
          {
            name: "prompt-authenticate",
            completedAt: 1795168834030,
            connection: "Username-Password-Authentication",
            connection_id: "con_9aT2mKq4LxVb7RzP",
            strategy: "auth0",
            identity: user,
            stats: { loginsCount: 14 },
            elapsedTime: null,
            session_id: "95hEQGDXBbfRNhNuR9bXS2qVTB5WX3YP",
            requiredCaptcha: false,
          },
        ],
        initiatedAt: 1795163400000,
        completedAt: 1795163409800,
        elapsedTime: 9800,
        session_id: "95hEQGDXBbfRNhNuR9bXS2qVTB5WX3YP",
        stats: { loginsCount: 14 },
        transaction_id: "12niH9uHa94dtPpUB0U1cmnJMnTL7uek",
      },
      hostname: "example.eu.auth0.com",
      user_id: `auth0|${user}`,
      user_name: `person-${number % people}@example.org`,
      strategy: "auth0",
      strategy_type: "database",
      $event_schema: { version: "1.0.0" },
      environment_name: "prod-eu-1",
      log_id,
      tenant_name: "example",
    },
  };
};

export const someBatch = (batch: number, people: number): string =>
  JSON.stringify(Array.from({ length: 100 }, (_, place) => someEvent(batch * 100 + place, people)));

export const logIdOf = (number: number): string => (someEvent(number, 1) as { log_id: string }).log_id;
