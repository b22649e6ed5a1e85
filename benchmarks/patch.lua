-- wrk's script: PATCH with a body that changes from request to request, and the result as one line of JSON.
-- Its argument is the file that holds the body.

local requests, next_one = {}, 0

function init(args)
  local file = assert(io.open(args[1]))
  local body = file:read("*a")
  file:close()
  for number = 1, 64 do
    local changed = body:gsub('"Bella"', string.format('"Bella %02d"', number))
    requests[number] = wrk.format("PATCH", wrk.path, {["Content-Type"] = "application/json"}, changed)
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "failed": %d, "median_us": %d, "p99_us": %d}\n',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50), latency:percentile(99)))
end
