-- wrk.lua - one line of figures for run.py, and what is asked
--
--   wrk -s wrk.lua URL                   GET URL
--   wrk -s wrk.lua URL -- uniform N      GET URL/KEY, of N keys any
--   wrk -s wrk.lua URL -- create KEY     POST an instrument, of new words
--
-- Prints: requests, their number in a second, p50 and p99 in milliseconds,
-- errors.

local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("number", threads)
end

local function uniform(n)
	request = function()
		return wrk.format("GET", string.format("%s/i%07d", wrk.path,
			math.random(0, n - 1)))
	end
end

-- Words that no earlier run has made.
local function words(n)
	local out = {}

	for i = 1, n do
		out[i] = string.format("n%x%x", begun, math.random(0, 1e9))
	end
	return table.concat(out, " ")
end

local function create(key)
	wrk.headers["Authorization"] = "Bearer " .. key
	wrk.headers["Content-Type"] = "application/json"
	request = function()
		return wrk.format("POST", nil, nil, string.format(
			'{"title":"%s","type":"act","force":"hard",' ..
			'"existence":"exists","jurisdictions":["SG"],' ..
			'"languages":["en"],"adopted_on":"2024-05-06",' ..
			'"summary":"%s"}', words(6), words(25)))
	end
end

function init(args)
	begun = os.time() % 1000000
	math.randomseed(begun * 64 + number)
	if args[1] == "uniform" then
		uniform(tonumber(args[2]))
	elseif args[1] == "create" then
		create(args[2])
	end
end

function done(summary, latency, requests)
	local e = summary.errors

	io.write(string.format("figures %d %.0f %.3f %.3f %d\n",
		summary.requests, summary.requests / summary.duration * 1e6,
		latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
		e.connect + e.read + e.write + e.status + e.timeout))
end
