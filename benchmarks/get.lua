-- GET over and over: wrk … -s get.lua URL -- lowest highest; an answer counts when its status is between the two.
local lowest, highest
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(arguments)
  lowest, highest = tonumber(arguments[1]), tonumber(arguments[2])
  other = 0
end

function response(status)
  if status < lowest or status > highest then
    other = other + 1
  end
end

function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  for _, thread in ipairs(threads) do
    failed = failed + thread:get("other")
  end
  print(string.format(
    '{"requests": %d, "failed": %d, "seconds": %f, "median_us": %d, "p99_us": %d}',
    summary.requests, failed, summary.duration / 1e6, latency:percentile(50), latency:percentile(99)
  ))
end
