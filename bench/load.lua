wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000aa","latest"]}'
wrong = 0
response = function(status, headers, body)
  if status ~= 200 or not string.find(body, '"result"', 1, true) then wrong = wrong + 1 end
end
function setup(thread) threads = threads or {}; table.insert(threads, thread) end
done = function(summary)
  local bad = 0
  for _, thread in ipairs(threads) do bad = bad + (thread:get("wrong") or 0) end
  io.write(string.format("RESULT %d %d %d\n", summary.requests, bad, summary.duration))
end
