/** The package ships no types; this is what we use of it. */
declare module "asl-validator" {
  export default function validate(definition: unknown): { isValid: boolean; errorsText: () => string };
}
