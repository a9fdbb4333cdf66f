-- Does the entries of a batch one after the other, each by what its first value names; returns their answers in the same
-- order. One that fails answers {-1, why}, and the others are done all the same.
local function answersTo(entries, verbs)
  local answers = {}
  for i, entry in ipairs(entries) do
    signals = {}
    local isDone, answer = pcall(verbs[entry[1]], entry)
    if not isDone then
      answer = { -1, type(answer) == 'table' and answer.err or tostring(answer) }
    end
    answers[i] = answer
  end
  return answers
end

-- The caller's part of an answer: 0 when there is nothing to tell.
local function heard() return #signals > 0 and signals or 0 end
