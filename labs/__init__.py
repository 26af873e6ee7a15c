"""What was measured: draws, results, units and bone scans."""
