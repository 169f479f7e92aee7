/** Our member of app_metadata that the post-login Action goes by; nobody else writes it. */
export const blocksMember = "habeas_blocks";

/** Our mark that a person's data is only stored (GDPR Article 18): true, or not there. The gate of new terms goes by it. */
export const restrictedMember = "habeas_restricted";
