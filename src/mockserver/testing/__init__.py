"""What pytest users hold: the plugin, the fixture `sandbox` and `intercept`."""
