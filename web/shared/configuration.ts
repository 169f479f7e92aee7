/** Where everything is, as the host of the pages says in /config.json: nothing of it is built in. */
export interface Configuration {
  apiUrl: string;
  /** The tenant's domain; with a scheme where it is not https. */
  tenantDomain: string;
  clientId: string;
  audience: string;
}

export const readConfiguration = async (): Promise<Configuration> => {
  const answer = await fetch("/config.json");
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  return (await answer.json()) as Configuration;
};
