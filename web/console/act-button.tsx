import { Button, type ButtonProps, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useLocation } from "react-router";
import type { OfficerRequest } from "../shared/client/index.ts";
import { needsStepUp } from "../shared/problem.ts";
import { useSignInAgain } from "../shared/sign-in.tsx";
import type { Act, Field, Values } from "./acts.ts";
import { sentenceOf, Trouble } from "./trouble.tsx";

/** What was being filled in when a second factor was asked for: the dialog opens with it again. */
interface Resume {
  act: string;
  requestId: string;
  values: Values;
}

const firstValue = (field: Field): string =>
  "options" in field && !field.mustChoose ? (Object.keys(field.options)[0] ?? "") : "";
const firstValues = (fields: Field[] = []): Values =>
  Object.fromEntries(fields.map((field) => [field.name, firstValue(field)]));

interface ActButtonProps {
  act: Act;
  requestId: string;
  request?: OfficerRequest;
  variant?: ButtonProps["variant"];
}

/** A button whose dialog says what will happen, asks for the reason, and only then acts. */
export const ActButton = ({ act, requestId, request, variant = "default" }: ActButtonProps) => {
  const { label, title, fields = [] } = act;
  const ofKind = request && act.ofKind?.[request.kind];
  const consequence = ofKind ?? act.consequence;
  const isGrave = act.isGrave && ofKind === undefined;
  const { state } = useLocation() as { state: { resume?: Resume } | null };
  const resumed = state?.resume?.act === label && state.resume.requestId === requestId ? state.resume : undefined;
  const [isOpen, setIsOpen] = useState(resumed !== undefined);
  const [values, setValues] = useState(() => resumed?.values ?? firstValues(fields));
  const { withSecondFactor } = useSignInAgain();
  const queries = useQueryClient();
  const doing = useMutation({
    mutationFn: () => act.run(requestId, values, request),
    onSuccess: () => {
      setIsOpen(false);
      return queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    doing.mutate();
  };
  const close = () => {
    setIsOpen(false);
    doing.reset();
  };
  const set = (name: string) => (value: string) => setValues((before) => ({ ...before, [name]: value }));
  const stepUp = doing.isError && needsStepUp(doing.error);
  return (
    <>
      <Button variant={variant} onClick={() => setIsOpen(true)}>
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={title} closeButtonProps={{ "aria-label": "Close" }}>
        <form className="stack" onSubmit={submit}>
          <p>{consequence}</p>
          {fields.map((field) => (
            <FieldInput key={field.name} field={field} value={values[field.name] ?? ""} onChange={set(field.name)} />
          ))}
          {doing.isError && <Trouble sentence={sentenceOf(doing.error)} />}
          <div className="row">
            <Button variant="default" onClick={close} data-autofocus={fields.length === 0 || undefined}>
              Leave it
            </Button>
            {stepUp ? (
              <Button onClick={() => withSecondFactor({ act: label, requestId, values } satisfies Resume)}>
                Confirm with my second factor
              </Button>
            ) : (
              <Button type="submit" color={isGrave ? "red" : "teal"} loading={doing.isPending}>
                {label}
              </Button>
            )}
          </div>
        </form>
      </Modal>
    </>
  );
};

interface FieldInputProps {
  field: Field;
  value: string;
  onChange(value: string): void;
}

const optionsOf = ({ options, mustChoose }: Extract<Field, { options: unknown }>) => [
  ...(mustChoose ? [{ value: "", label: "Please choose" }] : []),
  ...Object.entries(options).map(([value, label]) => ({ value, label })),
];

const FieldInput = ({ field, value, onChange }: FieldInputProps) =>
  "options" in field ? (
    <NativeSelect
      label={field.label}
      description={field.hint}
      value={value}
      required={field.mustChoose === true}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      data={optionsOf(field)}
    />
  ) : (
    <TextInput
      label={field.label}
      description={field.hint}
      type={field.type}
      value={value}
      required={!field.isOptional}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
