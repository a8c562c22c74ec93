import { useSignal } from '@preact/signals';

/**
 * What is being typed into a field until it is finished: an answer that arrives meanwhile
 * draws the screen anew and must not put the old value back.
 * @param {string} settled what the field holds while nobody types
 */
export function useDraft(settled) {
  const draft = useSignal(/** @type {string | null} */ (null));
  const end = () => {
    draft.value = null;
  };
  return {
    end,
    /** Properties of the input element. */
    field: {
      value: draft.value ?? settled,
      onInput: (/** @type {any} */ event) => {
        draft.value = event.currentTarget.value;
      },
      onBlur: end,
    },
  };
}
