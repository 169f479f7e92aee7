/** Our member of app_metadata that the post-login Action goes by; nobody else writes it. */
export const blocksMember = "habeas_blocks";
