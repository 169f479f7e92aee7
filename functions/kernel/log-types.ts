/** Auth0's log event types that a rule is likely to go by, under names that say what happened. */
export const typesByName = {
  login: "s",
  "login-failed": "f",
  "login-unknown-user": "fu",
  "login-wrong-password": "fp",
  "sign-up": "ss",
  "sign-up-failed": "fs",
  "silent-login": "ssa",
  logout: "slo",
  "refresh-token-used": "sertft",
  "refresh-token-refused": "fertft",
  "refresh-token-reused": "ferrt",
  "refresh-token-revoked": "srrt",
  "email-verified": "sv",
  "email-verification-failed": "fv",
  "verification-mail-sent": "svr",
  "verification-mail-failed": "fvr",
  "email-changed": "sce",
  "phone-number-changed": "scpn",
  "user-name-changed": "scu",
  "password-changed": "scp",
  "password-reset-asked": "scpr",
  "user-deleted": "sdu",
  "user-deletion-failed": "fdu",
  "users-imported": "sui",
  "user-import-failed": "fui",
  "management-write": "sapi",
  "management-secret-read": "mgmt_api_read",
  "breached-password-at-login": "pwd_leak",
  "breached-password-at-sign-up": "signup_pwd_leak",
  "breached-password-at-reset": "reset_pwd_leak",
  "brute-force": "limit_wc",
  "brute-force-over-many": "limit_mu",
  "too-many-logins": "limit_sul",
  "brute-force-block-released": "ublkdu",
  "action-failed": "actions_execution_failed",
  "rate-limit-exceeded": "api_limit",
  "rate-limit-near": "api_limit_warning",
  "deprecation-notice": "depnote",
  "second-factor-enrolled": "gd_enrollment_complete",
  "second-factor-removed": "gd_unenroll",
  "organization-member-added": "organization_member_added",
} as const;

/** Every other code of Auth0's published schemas and its list of log event types. */
const otherCodes = `
  acls_summary acul_sdk_notice appi ciba_exchange_failed ciba_exchange_succeeded ciba_start_failed ciba_start_succeeded cls
  connected_accounts_deleted connected_accounts_failed connected_accounts_linked connected_accounts_updated cs
  custom_domain_verification_failed depnote directory_sync_completed directory_sync_failed directory_sync_started fc fcoa fco fcp fcph fcpn
  fcpr fcpro fcu fce fd fdeac fdeaz fdecc fdelsa fdeleacft fde feacft feccft fecte federated_logout_failed fede fens feoobft feotpft fepft
  fepotpft fercft feta fi flo flows_execution_completed flows_execution_failed fn forms_submission_failed forms_submission_succeeded fpar
  fpurh fsa fscim failed_on_behalf_of_token_exchange gd_auth_email_verification gd_auth_fail_email_verification gd_auth_failed
  gd_auth_rejected gd_auth_succeed gd_otp_rate_limit_exceed gd_recovery_failed gd_recovery_rate_limit_exceed gd_recovery_succeed
  gd_send_email gd_send_email_verification_failure gd_send_pn gd_send_pn_failure gd_send_sms gd_send_sms_failure gd_send_voice
  gd_send_voice_failure gd_start_auth gd_start_enroll gd_start_enroll_failed gd_tenant_update gd_update_device_account
  gd_webauthn_challenge_failed gd_webauthn_enrollment_failed idjag_exchange_failed idjag_exchange_succeeded jwt_bearer_exchange_failed
  kms_key_management_failure kms_key_management_success kms_key_state_changed limit_delegation limit_phone mfar
  my_account_authentication_method_failed my_account_authentication_method_succeeded oidc_backchannel_logout_failed
  oidc_backchannel_logout_succeeded passkey_challenge_failed passkey_challenge_started pla resource_cleanup rich_consents_access_error scoa
  scv sd sdel sdelsa sdeleacft seacft seccft secte sede sens seoobft seotpft sepft sepkoobft sepkotpft sepkrcft sercft seta si sscim
  ss_sso_failure ss_sso_info ss_sso_success success_on_behalf_of_token_exchange too_many_records universal_logout_failed
  universal_logout_succeeded w wn wum`;

const knownCodes: ReadonlySet<string> = new Set([...Object.values(typesByName), ...otherCodes.trim().split(/\s+/)]);

export const isKnownType = (code: string): boolean => knownCodes.has(code);

/** The code of a type that is written by its name or by its code; undefined for neither. */
export const codeOf = (word: string): string | undefined => {
  if (Object.hasOwn(typesByName, word)) return typesByName[word as keyof typeof typesByName];
  return isKnownType(word) ? word : undefined;
};

/** How a type is called in reports: its name, or the code where it has none. */
export const nameOf = (code: string): string =>
  Object.entries(typesByName).find(([, each]) => each === code)?.[0] ?? code;
