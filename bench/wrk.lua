-- wrk.lua - one line of figures for run.sh; with a key, POSTs instead of GETs
--
--   wrk -s wrk.lua URL          GET URL
--   wrk -s wrk.lua URL -- KEY   POST organizations, each with a name of its own
--
-- Prints: requests, their number in a second, p50 and p99 in milliseconds,
-- errors.

local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end

function init(args)
	local sent = 0

	if args[1] == nil then
		return
	end
	wrk.headers["Authorization"] = "Bearer " .. args[1]
	wrk.headers["Content-Type"] = "application/json"
	request = function()
		sent = sent + 1
		return wrk.format("POST", nil, nil, string.format(
			'{"name":"Benchmark %d of %d","type":"company",' ..
			'"jurisdiction":"SG","url":"https://example.org/"}',
			sent, number))
	end
end

function done(summary, latency, requests)
	local e = summary.errors

	io.write(string.format("figures %d %.0f %.3f %.3f %d\n",
		summary.requests, summary.requests / summary.duration * 1e6,
		latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
		e.connect + e.read + e.write + e.status + e.timeout))
end
