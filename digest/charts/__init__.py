"""Pictures of the state of play: facts in, a PNG with its words out; one module per picture, all drawn on one canvas.

They are made to be read on a phone, on a light and on a dark ground, and by people who see few colours: every colour
comes with a sign, every picture with its words. The same facts give the same bytes with the same matplotlib.
"""
