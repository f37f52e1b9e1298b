"""Sample portals on loopback: five believable sites, each of another family, that hold the sample documents."""
