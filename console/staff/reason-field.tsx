/** Why: told to those concerned and kept with the session. */
export function ReasonField(props: { value: string; onInput: (value: string) => void; example: string }) {
  return (
    <label class="field">
      Why (told to participants; may stay empty)
      <input
        value={props.value}
        maxLength={500}
        placeholder={props.example}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}
