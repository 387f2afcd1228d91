import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

/** A place to write routing rules in YAML. */
export function OwnRules({ onApply }: { onApply: (yaml: string) => void }): VNode {
  const [yaml, setYaml] = useState('')
  return (
    <details class="own-rules">
      <summary>Write your own</summary>
      <label for="own-rules-text">VirtualService and DestinationRule, as YAML</label>
      <textarea
        id="own-rules-text"
        data-testid="own-rules"
        rows={8}
        spellcheck={false}
        value={yaml}
        onInput={(event) => setYaml(event.currentTarget.value)}
      />
      <button
        type="button"
        class="button small"
        data-testid="apply-own-rules"
        disabled={yaml.trim() === ''}
        onClick={() => onApply(yaml)}
      >
        Apply
      </button>
    </details>
  )
}
